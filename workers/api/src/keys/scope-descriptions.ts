import type { Scope } from '@waqtor/contracts';
import type { Language } from '../i18n/language.ts';

/** What each scope lets a key do, for people who choose. */
const DESCRIPTIONS: Readonly<Record<Scope, Readonly<Record<Language, string>>>> = {
  '*': { en: 'Everything that your role allows', ar: 'كل ما يسمح به دورك' },
  'sessions:read': {
    en: 'See WhatsApp sessions, their state and the code to link',
    ar: 'عرض جلسات واتساب وحالتها ورمز الربط',
  },
  'sessions:write': {
    en: 'Add, start, stop and log out sessions',
    ar: 'إضافة الجلسات وتشغيلها وإيقافها وتسجيل خروجها',
  },
  'messages:read': { en: 'Read chats, messages and media', ar: 'قراءة المحادثات والرسائل والوسائط' },
  'messages:send': { en: 'Send messages and mark chats as read', ar: 'إرسال الرسائل وتعليم المحادثات كمقروءة' },
  'webhooks:read': { en: 'See webhook endpoints and their deliveries', ar: 'عرض وجهات Webhook وسجل تسليمها' },
  'webhooks:write': {
    en: 'Add, change, test and remove webhook endpoints',
    ar: 'إضافة وجهات Webhook وتعديلها واختبارها وحذفها',
  },
  'events:read': {
    en: 'Receive live events and read the event log',
    ar: 'استقبال الأحداث المباشرة وقراءة سجل الأحداث',
  },
  'workspace:read': { en: 'See settings, usage and locked features', ar: 'عرض الإعدادات والاستخدام والميزات المقفلة' },
  'workspace:write': { en: 'Change settings and enter access codes', ar: 'تعديل الإعدادات وإدخال رموز الوصول' },
  'members:read': { en: 'See members and invitations', ar: 'عرض الأعضاء والدعوات' },
  'members:write': { en: 'Invite and remove members, change roles', ar: 'دعوة الأعضاء وإزالتهم وتغيير أدوارهم' },
  'keys:read': { en: 'See API keys, never their secrets', ar: 'عرض مفاتيح API دون أسرارها' },
  'keys:write': {
    en: 'Create, change, rotate and revoke API keys',
    ar: 'إنشاء مفاتيح API وتعديلها وتبديلها وإلغاؤها',
  },
  'audit:read': { en: 'Read and export the audit log', ar: 'قراءة سجل التدقيق وتصديره' },
  'notifications:read': { en: 'Read and mark notifications', ar: 'قراءة الإشعارات وتعليمها' },
  'notifications:write': { en: 'Notify members of the workspace', ar: 'إشعار أعضاء مساحة العمل' },
  'monitor:read': {
    en: 'See live connections, their addresses and the figures of the hub',
    ar: 'عرض الاتصالات المباشرة وعناوينها وأرقام المحور',
  },
  'monitor:write': { en: 'Change the thresholds of the monitor', ar: 'تعديل حدود التنبيه في المراقبة' },
  'hosts:read': { en: 'Read the session hosts and their telemetry', ar: 'قراءة مضيفي الجلسات وقياساتها' },
  'hosts:write': { en: 'Enrol, drain and remove session hosts', ar: 'تسجيل مضيفي الجلسات وإخلاؤها وإزالتها' },
};

export const scopeDescription = (scope: Scope, language: Language): string => DESCRIPTIONS[scope][language];
